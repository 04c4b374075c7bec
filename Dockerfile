# Freshet with its embedded PostgreSQL, or with yours by DATABASE_URL. How to run it: docs/operations.md, "In a container".

FROM node:24-bookworm-slim AS build
WORKDIR /opt/freshet
# Packages first: they change less often than the sources.
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
# Without a user of that number PostgreSQL does not start.
RUN groupadd --gid 10001 freshet \
 && useradd --uid 10001 --gid freshet --home-dir /var/lib/freshet --shell /usr/sbin/nologin freshet \
 && install --directory --owner freshet --group freshet --mode 0700 /var/lib/freshet
WORKDIR /opt/freshet
# Root's, and only readable: what runs in there cannot change the programs. The data folder is all that it may write.
COPY --from=build /opt/freshet ./
ENV NODE_ENV=production \
    FRESHET_DATA_DIR=/var/lib/freshet \
    EDGE_HOST=0.0.0.0 \
    DASHBOARD_HOST=0.0.0.0 \
    CONTROL_ADDRESS=127.0.0.1 \
    CONTROL_PORT=9090
USER freshet
VOLUME /var/lib/freshet
EXPOSE 8080 3000 3001
# While the process lives, also without its database: it still has pages to show.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.CONTROL_PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Takes the signal itself, drains, and stops PostgreSQL last: stop it with --stop-timeout 60.
STOPSIGNAL SIGTERM
CMD ["node", "scripts/run.mjs", "start"]
