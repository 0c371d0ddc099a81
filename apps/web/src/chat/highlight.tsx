import { toJsxRuntime } from 'hast-util-to-jsx-runtime';
import { common, createLowlight } from 'lowlight';
import { useMemo } from 'react';
import { Fragment, jsx, jsxs } from 'react/jsx-runtime';
import './highlight.css';

const lowlight = createLowlight(common);

/** Code with colours by class names; of a language nobody knows, as it is. */
export const Highlight = ({ code, language }: { code: string; language: string }) =>
  useMemo(
    () =>
      lowlight.registered(language) ? toJsxRuntime(lowlight.highlight(language, code), { Fragment, jsx, jsxs }) : code,
    [code, language],
  );
