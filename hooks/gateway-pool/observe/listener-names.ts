/** The listener on port 80. Its name has no dot, so no claim can have this name. */
export const httpListener = 'http'
/** The listener that keeps port 443 open while no app team has a route on this port. */
export const keeperListener = 'keeper'
/** Hostname of the keeper. RFC 2606 reserves `.invalid`, so no request can ask for it. */
export const keeperHostname = 'keeper.invalid'
