# biblio in a container:  docker build -t biblio .  &&  docker run --rm -v "$PWD:/work" --user "$(id -u)" biblio check refs.bib
# `--build-arg EXTRAS=all` installs more (docs/install.md). Tests run these steps where there is no engine.
FROM python:3.13-slim
ARG EXTRAS=catalogue,review,rst,zotero
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY biblio biblio
RUN python -m pip install --no-cache-dir --disable-pip-version-check ".[$EXTRAS]"
ENV PYTHONUTF8=1 XDG_CACHE_HOME=/tmp/cache XDG_DATA_HOME=/tmp/data
WORKDIR /work
ENTRYPOINT ["biblio"]
CMD ["--help"]
