import {
  AddTagsToCertificateCommand,
  DeleteCertificateCommand,
  GetAccountConfigurationCommand,
  ListTagsForCertificateCommand,
  RemoveTagsFromCertificateCommand
} from '@aws-sdk/client-acm'
import t from 'tap'
import { createFixture, errorOf, region, second } from '../fixture.ts'
import { describe, request } from './calls.ts'

t.test('deletion is refused while the certificate is in use, or seems to be', async t => {
  const { acm, aws, clock } = createFixture({ quotas: 'none' })
  const arn = await request(acm, 'a.example.com')
  aws.certificates.setStatus(arn, 'ISSUED')
  clock.advance(10 * second)
  const remove = () => acm.send(new DeleteCertificateCommand({ CertificateArn: arn }))
  const balancer = aws.loadBalancers.create({ name: 'edge', region })
  aws.loadBalancers.attach(balancer.arn, arn)
  t.strictSame((await describe(acm, arn)).InUseBy, [], 'not yet shown')
  t.equal(
    await errorOf(remove()),
    `ResourceInUseException 400: Certificate ${arn} in account 123456789012 is in use.`
  )
  clock.advance(10 * second)
  t.strictSame((await describe(acm, arn)).InUseBy, [balancer.arn])
  aws.loadBalancers.remove(balancer.arn)
  clock.advance(29 * second)
  t.strictSame((await describe(acm, arn)).InUseBy, [balancer.arn], 'still shown')
  t.match(await errorOf(remove()), /^ResourceInUseException/)
  clock.advance(1 * second)
  t.strictSame((await describe(acm, arn)).InUseBy, [])
  t.equal(await errorOf(remove()), 'no error')
  t.match(await errorOf(remove()), /^ResourceNotFoundException 400/)
  t.match(await errorOf(describe(acm, arn)), /^ResourceNotFoundException 400/)
})

t.test('tags', async t => {
  const { acm } = createFixture({ quotas: 'none' })
  const CertificateArn = await request(acm, 'a.example.com', {
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' }
    ]
  })
  const tags = async () =>
    (await acm.send(new ListTagsForCertificateCommand({ CertificateArn }))).Tags?.map(
      ({ Key, Value }) => `${Key}=${Value}`
    )
  t.strictSame(await tags(), ['a=1', 'b=2'])
  await acm.send(
    new AddTagsToCertificateCommand({
      CertificateArn,
      Tags: [{ Key: 'a', Value: '3' }, { Key: 'c' }]
    })
  )
  t.strictSame(await tags(), ['a=3', 'b=2', 'c='])
  await acm.send(
    new RemoveTagsFromCertificateCommand({
      CertificateArn,
      Tags: [{ Key: 'a', Value: 'other' }, { Key: 'b' }]
    })
  )
  t.strictSame(await tags(), ['a=3', 'c='], 'a value that differs removes nothing')
  const many = Array.from({ length: 49 }, (_, number) => ({ Key: `k${number}`, Value: '' }))
  t.match(
    await errorOf(acm.send(new AddTagsToCertificateCommand({ CertificateArn, Tags: many }))),
    /^TooManyTagsException 400/
  )
  t.strictSame(await tags(), ['a=3', 'c='])
})

t.test(
  'ARNs of nothing, of other regions, of nonsense; operations that are not spoken',
  async t => {
    const { acm, acmIn } = createFixture({ quotas: 'none' })
    const arn = await request(acm, 'a.example.com')
    t.match(
      await errorOf(describe(acm, arn.replace(/.{4}$/, '0000'))),
      /^ResourceNotFoundException 400: Could not find certificate arn/
    )
    t.match(await errorOf(describe(acmIn('us-east-1'), arn)), /^ResourceNotFoundException 400/)
    t.match(
      await errorOf(describe(acm, 'nonsense-that-is-long-enough')),
      /^ValidationException 400/
    )
    t.match(
      await errorOf(acm.send(new GetAccountConfigurationCommand())),
      /^UnknownOperationException 400/
    )
  }
)
