# What compiles and what is installed to run are stages of their own; the last has what runs and nothing else.
# BASE is any image with Node 24 or newer; the default is the official one.
ARG BASE=node:24-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
# Scripts of packages are not needed to compile, and are nobody's to run here.
RUN npm ci --ignore-scripts
COPY hooks ./hooks
RUN npm run build

FROM ${BASE} AS dependencies
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM ${BASE}
LABEL org.opencontainers.image.title="gateway-orchestrator" \
      org.opencontainers.image.description="Metacontroller hooks for public hostnames on AWS EKS" \
      org.opencontainers.image.licenses="Apache-2.0"
# The AWS SDK looks for its files in the home directory, and a user without an entry in /etc/passwd has none.
ENV NODE_ENV=production HOME=/app
WORKDIR /app
COPY --from=dependencies /build/package.json ./
COPY --from=dependencies /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
# A number, so that Kubernetes can see that it is not root (runAsNonRoot).
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8080) + '/healthz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node is the process itself, without npm or a shell between, so that SIGTERM reaches it.
ENTRYPOINT ["node", "dist/hooks/cli.js"]
CMD ["serve"]
