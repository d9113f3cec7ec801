# Sets `node` to the Node that runs the programs of this folder; `root` is the folder above. `npm ci`
# installs a Node that fits. An older one on the PATH cannot run TypeScript, and its error would not
# say so. The least version is the one of `engines` in package.json.
node=$root/node_modules/.bin/node
if [ ! -x "$node" ]
then
  node=node
  found=$(node --version 2>/dev/null) || found=v0.0
  major=${found#v}
  minor=${major#*.}
  major=${major%%.*}
  minor=${minor%%.*}
  if [ "$major" -lt 22 ] || { [ "$major" -eq 22 ] && [ "$minor" -lt 18 ]; }
  then
    advice='install it, and put it on the PATH'
    if [ -e "$root/hooks/kubectl-hostname.ts" ]
    then advice='run `npm ci` in the checkout'
    fi
    echo "kubectl hostname needs Node 22.18 or newer; $advice" >&2
    exit 1
  fi
fi
