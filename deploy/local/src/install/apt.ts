import { run } from '../machine/command.ts';
import { upstreamVersion } from './version.ts';
import { runAsRoot } from './root.ts';

/**
 * Installs packages whose daemons are neither started now nor at boot, and makes no PostgreSQL cluster: this machine's
 * services are its owner's, ours run from `.archestra`. Whatever is put in place for that is removed by the trap.
 */
const installScript = `set -e
policy=/usr/sbin/policy-rc.d
cluster=/etc/postgresql-common/createcluster.d/archestra-install.conf
made_policy=
clean() { rm -f "$cluster"; if [ -n "$made_policy" ]; then rm -f "$policy"; fi; }
trap clean EXIT
trap 'exit 130' INT TERM HUP
if [ ! -e "$policy" ]; then printf '#!/bin/sh\\nexit 101\\n' > "$policy"; made_policy=1; chmod 755 "$policy"; fi
mkdir -p "$(dirname "$cluster")"; echo 'create_main_cluster = false' > "$cluster"
fresh=
for unit in postgresql redis-server nats-server; do
  dpkg-query -W -f '\${Status}' "$unit" 2>/dev/null | grep -q 'ok installed' || fresh="$fresh $unit"
done
apt-get update -q || echo 'apt-get update failed; going on with the lists at hand' >&2
apt-get install -y -q --no-install-recommends "$@"
for unit in $fresh; do
  if command -v systemctl >/dev/null; then SYSTEMD_OFFLINE=1 systemctl disable "$unit" >/dev/null 2>&1 || true; fi
  if command -v deb-systemd-helper >/dev/null; then DPKG_MAINTSCRIPT_PACKAGE=$unit deb-systemd-helper disable "$unit.service" >/dev/null 2>&1 || true; fi
  if command -v update-rc.d >/dev/null; then update-rc.d "$unit" disable >/dev/null 2>&1 || true; fi
done`;

/** Installs packages with apt. Throws StepFailure with the command for a person when it cannot. */
export const aptInstall = (packages: readonly string[]): Promise<void> =>
  runAsRoot(installScript, packages, `apt-get update && apt-get install --no-install-recommends ${packages.join(' ')}`);

/** Upstream version apt would install of a package; undefined when it knows none. */
export const aptCandidate = async (name: string): Promise<string | undefined> => {
  const { stdout } = await run('apt-cache', ['policy', name], { env: { ...process.env, LC_ALL: 'C' } });
  const candidate = /Candidate:\s*(\S+)/.exec(stdout)?.[1];
  return candidate === undefined || candidate === '(none)' ? undefined : upstreamVersion(candidate);
};
