from django.urls import path

from support import proxy, views

app_name = "support"
urlpatterns = [
    path("who", views.who, name="who"),
    path("console/", views.console, name="console"),
    # Everything else is chatdesk's: widget.js, widget/…, console/…, api/…
    path("<path:path>", proxy.pass_on),
]
