import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const bff = process.env['BFF_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { conditions: ['@archestra/source', ...defaultClientConditions] },
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023' },
  // The bff accepts changes from its own origin only; in development the page has another one.
  server: { host: '127.0.0.1', proxy: { '/api': { target: bff, changeOrigin: true, headers: { origin: bff } } } },
});
