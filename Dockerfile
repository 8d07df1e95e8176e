# leastscope in a container. This file has not been tried yet.
#   docker build -t leastscope .
#   docker run --rm -v "$PWD:/app:ro" leastscope check /app
FROM debian:12-slim AS build
WORKDIR /src
COPY . .
RUN ./dev setup && cmake --preset portable && cmake --build build/portable --target leastscope && \
    strip build/portable/leastscope

FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends libarchive13 && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/build/portable/leastscope /usr/local/bin/leastscope
USER nobody
ENTRYPOINT ["leastscope"]
CMD ["check", "/app"]
