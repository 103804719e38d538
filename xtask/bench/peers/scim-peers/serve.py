"""scim2-server in memory, on a port of its own: serve.py KEY. Prints where it listens."""

import secrets
import sys

from scim2_models import ScimProvider
from scim2_server.memory import InMemoryStorage
from scim2_server.service import ScimService
from scim2_server.testserver.application import BearerTokenApplication
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)
from waitress.server import create_server

provider = ScimProvider.from_discovery(
    load_default_schemas().values(),
    load_default_resource_types().values(),
    config=load_default_service_provider_config(),
)
service = ScimService(provider, secret=secrets.token_urlsafe(32))
application = BearerTokenApplication(InMemoryStorage(), provider, service=service, bearer_tokens=[sys.argv[1]])
server = create_server(application, listen="127.0.0.1:0", threads=4)
print(f"serving at http://127.0.0.1:{server.effective_port}", flush=True)
server.run()
