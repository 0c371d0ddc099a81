// For programs that are no tests: nothing here needs Jest.
export { kubectl, onCluster, tidesImage } from './on-cluster.ts';
