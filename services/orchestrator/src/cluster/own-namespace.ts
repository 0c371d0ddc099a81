import { readFileSync } from 'node:fs';

/** Where Kubernetes tells a container the namespace of its pod, if the pod has the token of its account. */
const FILE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

/** The namespace of the pod that this process runs in; `undefined` outside of pods. */
export const ownNamespace = (file = FILE): string | undefined => {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
};
