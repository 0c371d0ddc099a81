import { FOREIGN, OWN, PRIVATE, STORED, table, type ContractPack } from './pack.ts';

/** The reference server that shows every protocol feature. All but one of its tools stay inside its own process. */
export const everything: ContractPack = {
  source: 'npm:@modelcontextprotocol/server-everything',
  reviewed: '2026.8.31',
  tools: table([
    ['echo', 'none', OWN, 'Returns its own argument, which the session has seen already.'],
    ['get-annotated-message', 'none', OWN, 'Fixed sentences and a fixed image.'],
    ['get-env', 'none', PRIVATE, "The process's environment: set by the operator, possibly secret."],
    ['get-resource-links', 'none', OWN, 'Links built from a counter.'],
    ['get-resource-reference', 'none', OWN, 'A text made of a number and the time.'],
    ['get-roots-list', 'none', PRIVATE, "Directories of the person's own machine."],
    ['get-structured-content', 'none', OWN, 'Fixed weather values for three cities.'],
    ['get-sum', 'none', OWN, 'The sum of two arguments.'],
    ['get-tiny-image', 'none', OWN, 'The same small image each time.'],
    [
      'gzip-file-as-resource',
      'egress',
      FOREIGN,
      'Fetches any address given in an argument: the address can carry data out, the answer can be from anybody.',
    ],
    ['simulate-research-query', 'none', OWN, 'A canned report around its own argument; nothing is looked up.'],
    ['toggle-simulated-logging', 'write', OWN, 'Switches a timer of the session; fixed sentence.'],
    ['toggle-subscriber-updates', 'write', OWN, 'Switches a timer of the session; fixed sentence.'],
    [
      'trigger-elicitation-request',
      'none',
      PRIVATE,
      "Asks the person fixed questions; the answer is the person's own words, name and address among them.",
    ],
    ['trigger-elicitation-request-async', 'none', PRIVATE, 'The same questions as a background task.'],
    ['trigger-long-running-operation', 'none', OWN, 'Waits; fixed sentence with its own arguments.'],
    ['trigger-sampling-request', 'none', STORED, "A model's prose, written from a context this server does not know."],
    ['trigger-sampling-request-async', 'none', STORED, 'The same as a background task.'],
    [
      'trigger-url-elicitation',
      'egress',
      OWN,
      'Has the person open an address given in an argument, which can carry data out; answers accept or decline.',
    ],
  ]),
  resources: { output: FOREIGN, reason: 'Holds the files that gzip-file-as-resource fetched, next to fixed texts.' },
  prompts: { output: OWN, reason: 'Fixed texts around the arguments of the request.' },
};
