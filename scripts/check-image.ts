import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildImage } from './image/build.ts'
import { checkImage, type Lock } from './image/check.ts'
import { replayImage } from './image/replay.ts'

/**
 * `npm run check-image -- [--base IMAGE]`: builds the image on a base (with buildah as root, else with docker or podman)
 * and checks what the Dockerfile promises. Without a base its steps are replayed in a folder, with the Node of this
 * machine: that shows all but what the base brings. Fails with the first thing that is not as it should be.
 */
const project = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({
  options: { base: { type: 'string', default: process.env.IMAGE_BASE ?? '' } }
})
const folder = mkdtempSync(join(tmpdir(), 'image-'))
let remove = () => {}

try {
  // The image's user has to get in.
  chmodSync(folder, 0o755)
  const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as Lock
  if (values.base === '') {
    say(await checkImage(replayImage(project, folder), lock))
  } else {
    const built = buildImage({ project, base: values.base, folder })
    remove = built.remove
    say([
      ...(await checkImage(built.image, lock)),
      `${(built.bytes / 1e6).toFixed(0)} MB in all, base included`
    ])
  }
} finally {
  remove()
  execFileSync('chmod', ['-R', 'u+w', folder])
  execFileSync('rm', ['-rf', folder])
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
