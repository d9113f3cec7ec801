import { gatewayGroup } from '../../api/gateway-api.ts'
import { group, version } from '../../api/schema.ts'
import { type Place, pathOf } from '../cluster/cluster-reader.ts'

const ours = `${group}/${version}`
const gateways = `${gatewayGroup}/v1`

/** Paths of the Kubernetes API, of lists or of single objects. */
export const paths = {
  requests: (place: Place = {}) => pathOf(ours, 'gatewayhostnamerequests', place),
  claims: (place: Place = {}) => pathOf(ours, 'domainclaims', place),
  denials: (place: Place = {}) => pathOf(ours, 'hostnamedenials', place),
  pools: (place: Place = {}) => pathOf(ours, 'gatewaypools', place),
  gateways: (place: Place = {}) => pathOf(gateways, 'gateways', place),
  httpRoutes: (place: Place = {}) => pathOf(gateways, 'httproutes', place),
  grpcRoutes: (place: Place = {}) => pathOf(gateways, 'grpcroutes', place)
}
