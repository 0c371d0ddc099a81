// A door of its own: the Kubernetes client is large, and few suites need it.
export { makeBaseFolder } from './base-folder.ts';
export { loadImage } from './image.ts';
export type { ImageOptions } from './image.ts';
export { RootFolder } from './root-folder.ts';
export { useNamespace } from './use-namespace.ts';
export type { TestNamespace } from './use-namespace.ts';
