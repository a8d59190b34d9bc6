from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from payflow import views

urlpatterns = [
    path("", views.home, name="home"),
    path("direct/", views.direct, name="direct"),
    path("chat-token", views.chat_token, name="chat-token"),
    path("login/", auth.LoginView.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
    # All of the chat.
    path("support/", include("support.urls")),
]
