/** The listener on port 80. The name has no dot, so no claim can have it. */
export const httpListener = 'http'
/** The listener that keeps port 443 open while no app team has a route on it. */
export const keeperListener = 'keeper'
/** Hostname of the keeper. RFC 2606 reserves `.invalid`, so no request can ask for it. */
export const keeperHostname = 'keeper.invalid'
