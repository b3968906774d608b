/** What the pages do in the browser. All of them work without. */

const valueOf = (input) => (input.type === 'checkbox' ? input.checked : input.value);

// A field's `showConditions`, as the Console applies them.
for (const form of document.querySelectorAll('form[data-settings]')) {
  form.addEventListener('input', () => {
    for (const field of form.querySelectorAll('[data-show-if]')) {
      const conditions = JSON.parse(field.dataset.showIf);

      field.hidden = !conditions.every(
        ({ targetKey, expectValue }) => valueOf(form.elements[targetKey]) === expectValue
      );
    }
  });
}

for (const button of document.querySelectorAll('button[data-reveals]')) {
  const input = document.getElementById(button.dataset.reveals);

  button.hidden = false;
  button.addEventListener('click', () => {
    const isShown = input.type === 'text';

    input.type = isShown ? 'password' : 'text';
    button.setAttribute('aria-pressed', String(!isShown));
  });
}
