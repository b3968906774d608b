/** What the pages do in the browser. All of them work without. */

// A field's `showConditions`, as the Console applies them.
for (const form of document.querySelectorAll('form[data-settings]')) {
  form.addEventListener('input', () => {
    for (const field of form.querySelectorAll('[data-show-if]')) {
      const conditions = JSON.parse(field.dataset.showIf);

      field.hidden = !conditions.every(
        ({ targetKey, expectValue }) => form.elements[targetKey].value === expectValue
      );
    }
  });
}

// Choices look applied while they are not sent yet.
const choices = [...document.querySelectorAll('select[form]')];

for (const status of document.querySelectorAll('[data-unapplied]')) {
  document.addEventListener('input', () => {
    const isApplied = choices.every(({ selectedOptions: [option] }) => option.defaultSelected);

    status.textContent = isApplied ? '' : status.dataset.unapplied;
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

for (const button of document.querySelectorAll('button[data-copies]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);

    for (const status of document.querySelectorAll('.copied [role="status"]')) {
      status.textContent = button.parentElement.contains(status) ? button.dataset.done : '';
    }
  });
}

// A choice counts at once. Without a script there is a button.
for (const form of document.querySelectorAll('form[data-applies]')) {
  form.addEventListener('change', () => {
    update(fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) }));
  });
}

// What changes by itself is taken from the page as it is now.
const update = async (answer = fetch('/')) => {
  const response = await answer;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');

  for (const live of document.querySelectorAll('[data-live]')) {
    const { innerHTML } = page.getElementById(live.id);

    if (live.innerHTML !== innerHTML) {
      live.innerHTML = innerHTML;
    }
  }
};

if (document.querySelector('[data-live]')) {
  setInterval(() => update().catch(() => undefined), 1000);
}
