/** Words both sides share: what we say when something did not work. */
export const common = {
  language: "en",
  appName: "Wellmet",
  skipToContent: "Skip to the page",
  loading: "Loading…",
  tryAgain: "Try again",
  cancel: "Cancel",
  undo: "Undo",
  failure: {
    offline: "We cannot reach Wellmet. Check your internet connection. We keep trying.",
    timeout: "This is taking too long. We keep trying.",
    unreadable: "Something went wrong on our side. Please try again in a moment.",
    tooMany: (seconds: number) =>
      seconds === 1
        ? "Too many tries. Please wait 1 second."
        : `Too many tries. Please wait ${seconds} seconds.`,
  },
  deviceProblem: {
    denied:
      "Your browser does not let us use this. To change this, open the site settings beside the page address and allow camera and microphone. You can still listen.",
    missing: "We could not find this on your device. You can still listen.",
    busy: "Another app is using this. Close that app and try again. You can still listen.",
    insecure: "This browser only allows this on a safe (https) page. You can still listen.",
    failed: "This did not start. Please try again. You can still listen.",
  },
};
