/** API group of the AWS Load Balancer Controller (LBC). */
export const loadBalancerGroup = 'gateway.k8s.aws'
