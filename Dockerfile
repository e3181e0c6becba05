# syntax=docker/dockerfile:1
# The command alone: built in one stage, run as a user without rights on a file system that may be read-only.
# Not tried as a whole yet: where it was written, no registry with its base image could be reached.
#   docker build -t dcv .
#   docker run --rm --read-only -v "$PWD:/estate:ro" -e SCM_LOGIN -e SCM_PASSWORD -e SCM_CUSTOMER_URI dcv plan

FROM node:22-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
# Without scripts: the package's own would build what is not copied yet.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && npm pack --ignore-scripts --pack-destination /tmp \
 && mkdir /app && cd /app && npm install --omit=dev --ignore-scripts --no-audit --no-fund /tmp/dcv-reconciler-*.tgz

FROM node:22-bookworm-slim
# --changed-since asks Git.
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
ENV PATH=/app/node_modules/.bin:$PATH NODE_ENV=production
# The mounted folder belongs to another user; Git would refuse it.
RUN git config --system --add safe.directory /estate
WORKDIR /estate
USER node
ENTRYPOINT ["dcv"]
CMD ["plan"]
