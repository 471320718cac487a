// The search-and-choose boxes of the admin (select2) carry no name of their own: give them their label's.
django.jQuery(function ($) {
  function name(select) {
    const label = document.querySelector('label[for="' + select.id + '"]');
    const box = select.nextElementSibling;
    const shown = box && box.querySelector(".select2-selection__rendered");
    if (label && shown) {
      const chosen = select.selectedOptions.length ? select.selectedOptions[0].textContent.trim() : "";
      shown.setAttribute("aria-label", label.textContent.trim() + chosen);
    }
  }
  $("select.admin-autocomplete").each(function () { name(this); }).on("change", function () { name(this); });
});
