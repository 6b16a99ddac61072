# One process of the program; compose.yaml runs two of them behind nginx, as README's recipe does.
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    GENERALIST_DB=/var/lib/generalist/generalist.duckdb

WORKDIR /srv/generalist
COPY requirements.txt requirements.lock ./
RUN pip install --no-cache-dir -r requirements.txt -c requirements.lock

COPY LICENSE README.md CHANGELOG.md pyproject.toml app.py ./
COPY .streamlit .streamlit
COPY data/snapshot data/snapshot
COPY etl etl
COPY dashboard dashboard
COPY pages pages

# What is written: the database, the offices' answers, the maps' files.
RUN useradd --system --home-dir /var/lib/generalist generalist \
    && mkdir -p /var/lib/generalist data/raw static \
    && chown generalist: /var/lib/generalist data/raw static
USER generalist
VOLUME ["/var/lib/generalist", "/srv/generalist/data/raw", "/srv/generalist/static"]

EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/health', timeout=9)"]
CMD ["streamlit", "run", "app.py", "--server.port=8501", "--server.address=0.0.0.0", "--server.headless=true"]
