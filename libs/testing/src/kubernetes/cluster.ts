// For programs that are no tests: nothing here needs Jest.
export { findCluster } from './find-cluster.ts';
export { kubectl, onCluster, tidesImage } from './on-cluster.ts';
