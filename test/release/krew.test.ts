import { accessSync, constants } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { archiveName, type KrewManifest, krewYAML } from '../../scripts/release/krew.ts'
import { root } from '../docs/files.ts'

const archive = Buffer.from('an archive')
const manifest = parse(krewYAML('v1.2.3', 'owner/name', archive)) as KrewManifest
const { spec, metadata } = manifest

t.test('krew accepts the manifest, as its validation of plugins says', async t => {
  t.equal(manifest.apiVersion, 'krew.googlecontainertools.github.com/v1alpha2')
  t.equal(manifest.kind, 'Plugin')
  t.match(metadata.name, /^[\w-]+$/, 'a safe name')
  t.match(spec.version, /^v\d+\.\d+\.\d+(-[\w.-]+)?$/, 'a semantic version with a v')
  t.ok(spec.shortDescription.length > 0 && spec.shortDescription.length <= 50)
  t.notMatch(spec.shortDescription, /[\r\n]/)
  t.ok(spec.platforms.length > 0)
  for (const { uri, sha256, bin, selector } of spec.platforms) {
    t.match(uri, /^https:\/\/.*\.tar\.gz$/, 'krew unpacks tar.gz and zip')
    t.match(sha256, /^[a-f0-9]{64}$/)
    t.notMatch(bin, /^\/|\.\./, 'a path within the archive')
    t.ok(selector.matchExpressions.length > 0, 'a selector is not empty')
    for (const { key } of selector.matchExpressions) t.ok(['os', 'arch'].includes(key), key)
  }
})

t.test('it names the file of the release, its digest, and a program that is there', async t => {
  const [platform] = spec.platforms
  t.equal(
    platform?.uri,
    `https://github.com/owner/name/releases/download/v1.2.3/${archiveName('1.2.3')}`
  )
  // printf 'an archive' | sha256sum
  const digest = '9e691d5adacf0e102f203100842ffaba4e2a7dfe3dbd536827d3c0db8c7e88f1'
  t.equal(platform?.sha256, digest)
  accessSync(new URL(platform?.bin ?? '', root), constants.X_OK)
})
