// Imported before anything else by a test whose people sit in networks of their own. The test runs a
// second time, in fresh network, mount and process namespaces: there it may make cables, addresses
// and bad weather as it likes. The kernel takes all of it back with the last process inside, and
// kills every process inside with the first, however the test ends.
import { spawnSync } from "node:child_process";

const MARK = "WELLMET_OWN_NETWORK";

if (!process.env[MARK]) process.exit(againInside());

function againInside() {
  const node = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  // Namespaces need root; who is not root is root inside, where the kernel allows that.
  const asRoot = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  const namespaces = ["--net", "--mount-proc", "--pid", "--fork", "--kill-child", ...asRoot];
  const { status, signal, error } = spawnSync(
    "setpriv",
    ["--pdeathsig", "KILL", "unshare", ...namespaces, ...node],
    { stdio: "inherit", env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, [MARK]: "1" } },
  );
  if (error) throw new Error("a network of its own needs Linux with util-linux", { cause: error });
  if (signal) process.kill(process.pid, signal);
  return status ?? 1;
}
