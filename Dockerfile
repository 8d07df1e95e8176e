# leastscope in a container. Nobody has built this image yet: the machines it was written on have no Docker daemon.
#   docker build -t leastscope .
#   docker run --rm -v "$PWD:/app:ro" leastscope
FROM debian:12-slim AS build
WORKDIR /src
COPY . .
RUN ./dev portable && node npm/build.mjs --binary build/portable/leastscope --out build/npm

FROM debian:12-slim
COPY --from=build /src/build/npm/linux-x64/bin/leastscope /usr/local/bin/leastscope
COPY --from=build /src/build/npm/linux-x64/LICENSE /src/build/npm/linux-x64/THIRD-PARTY-NOTICES.txt /usr/share/doc/leastscope/
USER nobody
WORKDIR /app
ENTRYPOINT ["leastscope"]
CMD ["check", "/app"]
