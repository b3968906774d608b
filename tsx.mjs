// Has Node.js run TypeScript, by `node --import ./tsx.mjs`. tsx would run whatever lies in its cache,
// which is in a temporary folder that any user of the machine can make first. So it has none; tsx
// reads that when it is imported.
process.env.TSX_DISABLE_CACHE = '1';
// So do npm's tools with Node.js's own cache of compiled code.
process.env.NODE_DISABLE_COMPILE_CACHE = '1';
await import('tsx');
