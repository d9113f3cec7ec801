/** API group of the Gateway API. */
export const gatewayGroup = 'gateway.networking.k8s.io'
