// Puts the focus on the error summary, so that it is read out first.
document.querySelector("[data-focus]")?.focus();
