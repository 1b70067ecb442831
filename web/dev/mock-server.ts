import type { IncomingMessage, ServerResponse } from "node:http";
import type { Connect, Plugin } from "vite";
import { ROUTES, world, type Answer } from "./mock-routes.ts";

/** What the Rust server sends with every page; the mock sends it too, so that a breach is seen. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "media-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * The API of the plan out of memory, for `vite --mode mock` and `vite preview --mode mock`.
 * Never part of a build.
 */
export function mockServer(): Plugin {
  return {
    name: "wellmet-mock",
    configureServer: ({ middlewares }) => void middlewares.use(answer),
    configurePreviewServer: ({ middlewares }) =>
      void middlewares.use((request, response, next) => {
        response.setHeader("content-security-policy", CONTENT_POLICY);
        answer(request, response, next);
      }),
  };
}

function answer(request: Connect.IncomingMessage, response: ServerResponse, next: () => void): void {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  if (path.endsWith("/live")) return hint(response);
  if (path === "/mock") return void scenario(request, response);
  if (path.startsWith("/api/")) return void api(request, response, path);
  request.url = pageFor(path) ?? request.url ?? "/";
  next();
}

function pageFor(path: string): string | undefined {
  if (path.includes(".") || path.startsWith("/@") || path.startsWith("/node_modules")) return undefined;
  return path === "/visit" || path === "/offer" || path.startsWith("/d/") ? "/door.html" : "/staff.html";
}

function hint(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(": hello\n\n");
}

async function scenario(request: IncomingMessage, response: ServerResponse): Promise<void> {
  Object.assign(world, await read(request));
  send(response, { status: 204 });
}

async function api(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  for (const [template, route] of Object.entries(ROUTES)) {
    const [method, pattern] = template.split(" ");
    const match = new RegExp(`^${pattern?.replace(":id", "([^/]+)")}$`).exec(path);
    if (match && method === request.method) {
      return send(response, route(match[1] ?? "", await read(request)));
    }
  }
  send(response, { status: 404 });
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const type = status >= 400 ? "application/problem+json" : "application/json";
  response.writeHead(status, { "content-type": type });
  response.end(body === undefined ? "" : JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
