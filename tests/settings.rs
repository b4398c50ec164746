//! Settings: unknown ones are refused wherever they stand, unsafe ones too, and secrets stay hidden.

use std::process::Output;

use crate::kit::command;

const SECRET: &str = "hunter2-of-the-mail-server";

/// `broadside config` with a settings file and variables.
fn config(file: &str, variables: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("broadside.toml"), file).unwrap();
    let mut command = command(folder.path());
    command
        .arg("config")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn refused(file: &str, variables: &[(&str, &str)]) -> String {
    let said = config(file, variables);
    assert!(!said.status.success(), "{file} {variables:?}");
    String::from_utf8(said.stderr).unwrap()
}

fn shown(file: &str, variables: &[(&str, &str)]) -> String {
    let said = config(file, variables);
    assert!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    String::from_utf8(said.stdout).unwrap()
}

#[test]
fn an_unknown_setting_is_refused_wherever_it_stands() {
    assert!(refused("behind_a_proxy = true", &[]).contains("behind_a_proxy"));
    assert!(refused("[mail]\nhost = \"mail.example.org\"", &[]).contains("host"));
    assert!(refused("[limits]\nsign_a_day = 1", &[]).contains("sign_a_day"));
    assert!(refused("", &[("BROADSIDE_BEHIND_A_PROXY", "true")]).contains("behind_a_proxy"));
    assert!(refused("", &[("BROADSIDE_MAIL__HOST", "mail.example.org")]).contains("host"));
}

#[test]
fn a_bucket_is_set_up_whole_and_reached_over_tls() {
    type Change = fn(&mut broadside::config::ObjectStoreSettings);
    let check = |change: Change| {
        let mut settings = broadside::config::Settings::default();
        let store = &mut settings.object_store;
        store.bucket = Some("alder".to_owned());
        store.access_key_id = Some("alder-key".to_owned());
        store.secret_access_key = Some(SECRET.to_owned().into());
        change(store);
        settings.check().map_err(|error| error.to_string())
    };
    assert_eq!(check(|_| {}), Ok(()));
    assert_eq!(
        check(|store| store.endpoint = Some("https://s3.example.org".to_owned())),
        Ok(())
    );
    assert_eq!(
        check(|store| store.endpoint = Some("http://[::1]:9000".to_owned())),
        Ok(())
    );
    let elsewhere: [Change; 3] = [
        |store| store.endpoint = Some("http://s3.example.org".to_owned()),
        |store| store.endpoint = Some("http://localhost.example.org".to_owned()),
        |store| store.endpoint = Some("s3.example.org".to_owned()),
    ];
    for change in elsewhere {
        assert!(check(change).unwrap_err().contains("https://"));
    }
    let nameless = check(|store| store.bucket = Some(String::new()));
    assert!(nameless.unwrap_err().contains("all three"));
    assert!(
        check(|store| store.bucket = None)
            .unwrap_err()
            .contains("all three")
    );
    assert!(
        check(|store| store.secret_access_key = None)
            .unwrap_err()
            .contains("all three")
    );
}

#[test]
fn what_is_shown_can_be_read_again_and_a_variable_wins() {
    let first = shown(
        "log = \"warn\"",
        &[
            ("BROADSIDE_LOG", "error"),
            ("BROADSIDE_MAIL__SMTP_PORT", "2525"),
        ],
    );
    assert!(
        first.contains("log = \"error\"") && first.contains("smtp_port = 2525"),
        "{first}"
    );
    let without_folder = |text: &str| text.split_once('\n').unwrap().1.to_owned();
    assert_eq!(without_folder(&shown(&first, &[])), without_folder(&first));
}

#[test]
fn a_secret_is_never_shown() {
    let file = format!(
        "[mail]\nsmtp_password = \"{SECRET}\"\n[object_store]\nbucket = \"alder\"\naccess_key_id = \"alder-key\""
    );
    let url = format!("postgres://broadside:{SECRET}@localhost/broadside");
    let key = ("BROADSIDE_OBJECT_STORE__SECRET_ACCESS_KEY", SECRET);
    let said = shown(&file, &[("DATABASE_URL", &url), key]);
    assert!(!said.contains(SECRET), "{said}");
    assert_eq!(said.matches("(hidden)").count(), 3);
}

#[test]
fn a_secret_does_not_show_in_debug_output_either() {
    let settings = broadside::config::Settings {
        database_url: Some(SECRET.to_owned().into()),
        ..Default::default()
    };
    assert!(!format!("{settings:?}").contains(SECRET));
}

#[test]
fn what_would_be_unsafe_beyond_this_machine_is_refused() {
    for (file, why) in [
        ("listen = \"0.0.0.0:80\"", "tls"),
        (
            "listen = \"0.0.0.0:80\"\nbehind_proxy = true\ntrusted_proxies = [\"10.0.0.2/32\"]",
            "public_url",
        ),
        ("behind_proxy = true", "trusted_proxies"),
        ("public_url = \"ftp://example.org\"", "public_url"),
        ("metrics_listen = \"0.0.0.0:9464\"", "metrics_listen"),
        ("proxy_header = \"x-real-ip\"", "proxy_header"),
        ("fonts = \"fonts\"", "fonts"),
        ("log = \"sqlx=trace\"", "log"),
        (
            "[mail]\nsmtp_host = \"mail.example.org\"\nsmtp_security = \"none\"",
            "smtp_security",
        ),
    ] {
        assert!(refused(file, &[]).contains(why), "{file}");
    }
    shown(
        "listen = \"0.0.0.0:80\"\nbehind_proxy = true\ntrusted_proxies = [\"10.0.0.2/32\"]\n\
         public_url = \"https://petitions.example.org\"",
        &[],
    );
}
