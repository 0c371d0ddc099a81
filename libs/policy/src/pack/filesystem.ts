import { PRIVATE, STORED, table, type ContractPack } from './pack.ts';

/**
 * Files of the directories an administrator granted. Whoever put a file there wrote its text and its name, so everything that
 * repeats either is untrusted, refusals included: they quote link targets.
 */
export const filesystem: ContractPack = {
  source: 'npm:@modelcontextprotocol/server-filesystem',
  reviewed: '2026.8.31',
  tools: table([
    ['read_file', 'none', STORED, 'File text: anybody may have written it, and it may be private.'],
    ['read_text_file', 'none', STORED, 'File text: anybody may have written it, and it may be private.'],
    ['read_media_file', 'none', STORED, 'File bytes: anybody may have written them, and they may be private.'],
    ['read_multiple_files', 'none', STORED, 'File texts: anybody may have written them, and they may be private.'],
    ['list_directory', 'none', STORED, 'File names are chosen by whoever wrote the files.'],
    ['list_directory_with_sizes', 'none', STORED, 'File names are chosen by whoever wrote the files.'],
    ['directory_tree', 'none', STORED, 'File names are chosen by whoever wrote the files.'],
    ['search_files', 'none', STORED, 'File names are chosen by whoever wrote the files.'],
    [
      'get_file_info',
      'none',
      STORED,
      'Sizes and times are set by whoever wrote the file; refusals quote link targets.',
    ],
    ['list_allowed_directories', 'none', PRIVATE, "The administrator's own configuration: paths inside the house."],
    [
      'write_file',
      'write',
      STORED,
      'Changes one file in a directory that was granted for writing; refusals quote link targets.',
    ],
    [
      'edit_file',
      'write',
      STORED,
      'Changes one file in a directory that was granted for writing; shows lines around the change.',
    ],
    [
      'create_directory',
      'write',
      STORED,
      'Adds a directory in one that was granted for writing; refusals quote link targets.',
    ],
    [
      'move_file',
      'write',
      STORED,
      'Renames inside directories granted for writing and never replaces a file; refusals quote link targets.',
    ],
  ]),
};
