import { writeBlock } from './document/block.ts';
import { contractTables } from './document/contract-rows.ts';

// node --conditions=@archestra/source tools/contract-table.ts
writeBlock('libs/contracts/README.md', 'subjects', contractTables());
