"""Input of the log-in pages."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError


class LogInForm(AuthenticationForm):
    """User name and password; the answer never tells which of the two was wrong."""

    error_messages = {
        "invalid_login": "登录名或密码不正确，请注意大小写。",
        "inactive": "登录名或密码不正确，请注意大小写。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "登录名"


class NewPasswordForm(PasswordChangeForm):
    """The old password and twice the new one, which must differ from the old."""

    field_order = ["old_password", "new_password1", "new_password2"]
    error_messages = {
        "password_incorrect": "原密码不正确。",
        "password_mismatch": "两次输入的新密码不一致。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "原密码"
        self.fields["new_password1"].label = "新密码"
        self.fields[
            "new_password1"
        ].help_text = "至少 10 位，不能全是数字，不能是常见密码，也不能与登录名相近。"
        self.fields["new_password2"].label = "再输一次新密码"
        self.fields["new_password2"].help_text = ""

    def clean_new_password1(self) -> str:
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError("新密码不能与原密码相同。")
        return password


class CodeForm(forms.Form):
    """A code of the authenticator app, or a backup code; blanks do not matter."""

    code = forms.CharField(
        label="验证码",
        max_length=24,
        help_text="手机验证器显示的 6 位数字；手机不在身边时填一个备用码。",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


class EnrolForm(CodeForm):
    """The first code of a newly enrolled app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = "扫码后验证器显示的 6 位数字。"
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
