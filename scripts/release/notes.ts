/**
 * The section of a version in the changelog, without its heading.
 * @param tag - such as `v1.2.3`
 * @throws if the section is missing or empty, or its heading has no date
 */
export function releaseNotes(changelog: string, tag: string): string {
  const sections = changelog.split(/^## /m).slice(1)
  const section = sections.find(text => /^\S+/.exec(text)?.[0] === tag.replace(/^v/, ''))
  if (section === undefined) throw new Error(`CHANGELOG.md has no section for ${tag}`)
  const [heading = '', ...lines] = section.split('\n')
  if (!/ - \d{4}-\d{2}-\d{2}$/.test(heading))
    throw new Error(`CHANGELOG.md: "${heading}" does not end in " - " and the day of the release`)
  const notes = lines.join('\n').trim()
  if (notes === '') throw new Error(`CHANGELOG.md: the section for ${tag} is empty`)
  return notes
}
