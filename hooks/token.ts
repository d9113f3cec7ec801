import { createHash, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/**
 * Makes a check whether an Authorization header has the token from a file. The check reads the file
 * each time, so that a changed Secret takes effect at once, and compares in constant time.
 */
export function tokenFrom(file: string): (authorization: string | undefined) => Promise<boolean> {
  return async authorization => {
    const token = (await readFile(file, 'utf8')).trim()
    if (token === '') return false
    return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${token}`))
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
