/** The listener on port 80. It has no dot, so it is no claim's name. */
export const httpListener = 'http'
/** The listener that keeps port 443 open while no team has a route on it. */
export const keeperListener = 'keeper'
/** Its hostname: RFC 2606 reserves `.invalid`, so that no team can ask for it. */
export const keeperHostname = 'keeper.invalid'
