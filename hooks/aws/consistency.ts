/**
 * How long (ms) ACM's answers may lag behind a request or a deletion of a certificate. The API
 * reference says that a new certificate can be described after "several seconds", and gives no
 * figure for listings. The hooks reckon with a minute, because to wait that long costs little
 * (https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html).
 */
export const acmLagMs = 60_000
