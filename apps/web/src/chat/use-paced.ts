import { useEffect, useRef, useState } from 'react';

/** Shorter texts are drawn as they come. */
const SHORT_LETTERS = 4_000;
/** A text of 40,000 letters takes a fifth of a second to be read as markdown: it is drawn so seldom that the page stays usable. */
const LETTERS_PER_MS = 100;

/** A text that grows, less and less often the longer it is; all of it once it is complete. */
export const usePaced = (text: string, isGrowing: boolean): string => {
  const [shown, setShown] = useState(text);
  const latest = useRef(text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isPaced = isGrowing && text.length > SHORT_LETTERS;
  useEffect(() => {
    latest.current = text;
    if (!isPaced || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      setShown(latest.current);
    }, text.length / LETTERS_PER_MS);
  }, [text, isPaced]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return isPaced && text.startsWith(shown) && shown.length > 0 ? shown : text;
};
