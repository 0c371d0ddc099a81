import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin, type UserConfig } from 'vite';

const bff = process.env['BFF_URL'] ?? 'http://127.0.0.1:3000';

const TEXT = /\.(?:js|css|html|svg)$/;
/** Below this a packed file takes as many packets as the plain one. */
const WORTH_BYTES = 1_024;

/** Lays a packed twin beside every text: the bff sends it to browsers that take it, and spends no time on packing. */
const packed = (): Plugin => {
  let folder = '';
  return {
    name: 'packed',
    apply: 'build',
    configResolved: ({ root, build }) => void (folder = resolve(root, build.outDir)),
    closeBundle: async () => {
      for (const name of await readdir(folder, { recursive: true })) {
        if (!TEXT.test(name)) continue;
        const text = await readFile(join(folder, name));
        if (text.length < WORTH_BYTES) continue;
        await writeFile(join(folder, `${name}.br`), await promisify(brotliCompress)(text));
        await writeFile(join(folder, `${name}.gz`), await promisify(gzip)(text));
      }
    },
  };
};

const config: UserConfig = {
  plugins: [react(), tailwindcss(), packed()],
  resolve: { conditions: ['@archestra/source', ...defaultClientConditions] },
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023' },
  // The bff accepts changes from its own origin only; in development the page has another one.
  server: { host: '127.0.0.1', proxy: { '/api': { target: bff, changeOrigin: true, headers: { origin: bff } } } },
};

export default defineConfig(({ command }) => {
  // What is built is what people get, also when a test builds it: with NODE_ENV=test React's development build would be shipped.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  return config;
});
