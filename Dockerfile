# crowdpatch on Debian 12: built from this tree with packages of the distribution alone.
#
#   docker build -t crowdpatch .
#   docker run --rm crowdpatch help
#   docker run --rm -v "$PWD:/data" --user "$(id -u):$(id -g)" crowdpatch run /usr/share/crowdpatch/scenarios/quickstart.json

FROM debian:bookworm-slim AS build
RUN apt-get update && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        g++ \
        gcc \
        libgsl-dev \
        libjansson-dev \
        libsecp256k1-dev \
        libsimgrid-dev \
        libsodium-dev \
        libsqlite3-dev \
        libssl-dev \
        libzstd-dev \
        meson \
        ninja-build \
        pkg-config \
        python3 \
        zlib1g-dev && \
    rm -rf /var/lib/apt/lists/*
COPY . /src
RUN meson setup /build /src --prefix /usr --libdir lib -Dtests=disabled -Dsqlite=enabled && \
    meson compile -C /build && \
    DESTDIR=/installed meson install -C /build --no-rebuild --strip && \
    rm -r /installed/usr/include /installed/usr/lib

FROM debian:bookworm-slim
RUN apt-get update && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        gnuplot-nox \
        libgsl27 \
        libjansson4 \
        libsecp256k1-1 \
        libsimgrid3.32 \
        libsodium23 \
        libsqlite3-0 \
        libssl3 \
        libstdc++6 \
        libzstd1 \
        zlib1g && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --create-home --uid 1000 crowdpatch && \
    install -d -o crowdpatch -g crowdpatch /data
COPY --from=build /installed /
USER crowdpatch
WORKDIR /data
ENTRYPOINT ["crowdpatch"]
CMD ["help"]
