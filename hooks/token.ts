import { createHash, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/**
 * Whether an Authorization header carries the token of a file. The file is read at each request, so
 * that a rotated Secret is taken up at once; compared in constant time.
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
