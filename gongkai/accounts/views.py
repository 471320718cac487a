"""Log-in, second factor, change of password, log-out. Declared public where nobody is signed in yet."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from catalog.models import User
from catalog.views.access import public_page
from gongkai.accounts import factor, pending
from gongkai.accounts.forms import CodeForm, EnrolForm, LogInForm, NewPasswordForm

NEXT = "next"


def safe_next(request: HttpRequest) -> str:
    """The address asked for before the log-in, if it lies on this site; else empty."""
    asked = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    own = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if own else ""


def _onward(request: HttpRequest) -> HttpResponseRedirect:
    return redirect(safe_next(request) or resolve_url(settings.LOGIN_REDIRECT_URL))


def _step(request: HttpRequest, name: str) -> HttpResponseRedirect:
    """Go to another page of signing in and take the address asked for along."""
    asked = safe_next(request)
    return HttpResponseRedirect(reverse(name) + (f"?{urlencode({NEXT: asked})}" if asked else ""))


# ---- password -------------------------------------------------------------------------------------------
class _LogInView(auth_views.LoginView):
    template_name = "accounts/login.html"
    form_class = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        if not isinstance(user, User):
            raise TypeError("log-in of an account of another kind")
        if not settings.SECOND_FACTOR:
            pending.finish(self.request, user, None)
            return HttpResponseRedirect(self.get_success_url())
        pending.begin(self.request, user)
        return _step(self.request, "accounts:otp" if factor.enrolled(user) else "accounts:otp_setup")


login = public_page(cached=False)(_LogInView.as_view())


@never_cache
@require_POST
def logout(request: HttpRequest) -> HttpResponseBase:
    return auth_views.LogoutView.as_view()(request)


class _PasswordChangeView(auth_views.PasswordChangeView):
    template_name = "accounts/password_change.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("desk:home")
    title = "修改密码"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # The page is open before the second factor is verified for log-out's sake only: an account that has not
        # shown it must not change its password.
        if settings.SECOND_FACTOR and not request.user.is_verified():  # type: ignore[union-attr]
            return _step(request, "accounts:otp")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forced = self.request.user.must_change_password  # type: ignore[union-attr]
        return super().get_context_data(**kwargs) | {
            "note": "首次登录或密码被重置后，须先修改密码。" if forced else ""
        }

    def form_valid(self, form: Any) -> HttpResponse:
        form.user.must_change_password = False  # saved together with the password
        messages.success(self.request, "密码已修改。")
        return super().form_valid(form)


password_change = never_cache(_PasswordChangeView.as_view())


# ---- second factor --------------------------------------------------------------------------------------
@public_page(cached=False)
@never_cache
@csrf_protect
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def otp(request: HttpRequest) -> HttpResponseBase:
    """Ask for a code of the app or a backup code; then the person is signed in."""
    user = pending.person(request)
    if user is None:
        return _step(request, "accounts:login")
    if not factor.enrolled(user):
        return _step(request, "accounts:otp_setup")
    if _is_verified(request):
        return _onward(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        waits = factor.throttled(user)
        device = factor.verify(user, form.cleaned_data["code"])
        if device is not None:
            pending.finish(request, user, device)
            return _onward(request)
        form.add_error(
            "code", "输错次数较多，请稍等片刻再试。" if waits else "验证码不正确或已用过，请用新的一个。"
        )
    return _page(request, "accounts/otp.html", form=form)


@public_page(cached=False)
@never_cache
@csrf_protect
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def otp_setup(request: HttpRequest) -> HttpResponseBase:
    """Enrol an app: show its key, take a first code, show the backup codes once."""
    user = pending.person(request)
    if user is None:
        return _step(request, "accounts:login")
    if factor.enrolled(user) and not _is_verified(request):
        return _step(
            request, "accounts:otp"
        )  # who cannot show the old device may not put a new one in its place
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = factor.confirm(user, form.cleaned_data["code"])
        if done is not None:
            device, codes = done
            pending.finish(request, user, device)
            return _page(request, "accounts/otp_codes.html", codes=codes, onward=safe_next(request))
        form.add_error("code", "验证码不正确。请核对手机时间是否准确，再填新显示的 6 位数字。")
    device = factor.enrolment(user)
    return _page(
        request, "accounts/otp_setup.html", form=form, qr=factor.picture(device), secret=factor.secret(device)
    )


def _is_verified(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.is_verified())  # type: ignore[attr-defined]


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, template, {"next": safe_next(request), **context})


# ---- too many failures ----------------------------------------------------------------------------------
def locked(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """What axes answers after too many failures: 429 and when to come back. Named in the settings."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    answer = render(request, "accounts/locked.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    answer["Cache-Control"] = "private, no-store"
    return answer
