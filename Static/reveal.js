// Shows and hides a password.
for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.dataset.reveal);
  const show = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    const isHidden = input.type === "password";
    input.type = isHidden ? "text" : "password";
    button.textContent = isHidden ? button.dataset.hide : show;
    button.setAttribute("aria-pressed", String(isHidden));
  });
  input.form.addEventListener("submit", () => { input.type = "password"; });
}
