//! How times are written down: whole milliseconds, as integers. Printing floats would put 10 kB of tables
//! into the page, and no server's speed is told by less than a millisecond. Fractions are read too.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};
use serde_json::Number;

/// A time in milliseconds; anything but a positive number is 0.
pub fn serialize<S: Serializer>(ms: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(whole(*ms))
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let number = Number::deserialize(deserializer)?;
    number.as_f64().ok_or_else(|| D::Error::custom("a time"))
}

fn whole(ms: f64) -> u64 {
    ms.round() as u64
}

/// A time that may be absent.
pub mod option {
    use serde::{Deserialize, Deserializer, Serializer};
    use serde_json::Number;

    pub fn serialize<S: Serializer>(ms: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
        match ms {
            Some(ms) => serializer.serialize_some(&super::whole(*ms)),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<f64>, D::Error> {
        let number = Option::<Number>::deserialize(deserializer)?;
        Ok(number.and_then(|number| number.as_f64()))
    }
}
