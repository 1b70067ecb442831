import { defineConfig } from "vitest/config";
import { mockServer } from "./dev/mock-server.ts";

/** Two entry pages; the call is a chunk that both load when they need it. */
const PAGES = { door: "door.html", staff: "staff.html" };

export default defineConfig(({ command, mode }) => ({
  appType: "mpa",
  build: {
    target: "es2022",
    outDir: "dist",
    // The server's content policy forbids data: fonts and scripts; tiny assets stay files.
    assetsInlineLimit: 0,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    // The call is one chunk on purpose: it loads while the patient reads.
    chunkSizeWarningLimit: 600,
    rolldownOptions: { input: PAGES },
  },
  plugins: command === "serve" && mode === "mock" ? [mockServer()] : [],
  server: { host: "127.0.0.1", port: 5173, proxy: mode === "mock" ? {} : rustServer() },
  test: { include: ["{door,call,staff,src}/**/*.test.ts"], environment: "node" },
}));

/** `npm run dev` beside a running `wellmet demo`. */
function rustServer() {
  const target = process.env.WELLMET_PUBLIC_URL ?? "http://localhost:8080";
  return { "/api": { target }, "/rtc": { target, ws: true } };
}
