//! What Firefox needs that Chromium does not.

use fantoccini::Client;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::{Value, json};

use crate::browser::Launch;
use crate::failure::Result;

/// How Firefox is started: quiet, light, without motion, and saving files without a question.
pub fn capabilities(launch: &Launch, script_limit_ms: u64) -> Value {
    let mut arguments: Vec<String> = launch.switches.to_vec();
    if !launch.headed {
        arguments.push("-headless".into());
    }
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "args": arguments,
            "prefs": {
                // Tab goes to links too, whatever the system says.
                "accessibility.tabfocus": 7,
                "browser.download.dir": launch.downloads,
                "browser.download.folderList": 2,
                "browser.download.useDownloadDir": true,
                "layout.css.prefers-color-scheme.content-override": 1,
                "ui.prefersReducedMotion": 1,
                // Nothing but the tests is to reach the network.
                "app.update.disabledForTesting": true,
                "browser.safebrowsing.update.enabled": false,
                "datareporting.policy.dataSubmissionEnabled": false,
                "network.captive-portal-service.enabled": false,
                "network.connectivity-service.enabled": false,
            },
        },
        "timeouts": { "script": script_limit_ms },
        "unhandledPromptBehavior": "dismiss",
    })
}

/// Keys as a keyboard sends them: Firefox gives them to whatever has the focus, in whichever frame that is.
pub async fn press(client: &Client, keys: &str) -> Result<()> {
    let mut actions = KeyActions::new("keyboard".into());
    for value in keys.chars() {
        actions = actions
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
    }
    Ok(client.perform_actions(actions).await?)
}
