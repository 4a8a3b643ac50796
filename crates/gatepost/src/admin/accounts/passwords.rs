//! Passwords that an operator sets: made here, or given.

use crate::accounts::directory::beside_apps;
use crate::accounts::password::PasswordError;
use crate::admin::Control;
use crate::admin::protocol::{NewPassword, Problem, ProblemCode, Secret};
use crate::world::Random;
use store::{Account, ScramSet};

/// A password that nobody guesses (99 bits) and that can be read out over the telephone.
pub fn generated_password(random: &dyn Random) -> Secret {
    let mut text = String::with_capacity(GENERATED_LETTERS + GENERATED_LETTERS / GENERATED_GROUP);
    let mut letters = 0;
    while letters < GENERATED_LETTERS {
        let mut octet = [0];
        random.fill(&mut octet);
        let octet = usize::from(octet[0]);
        // The last, incomplete round through the alphabet would favour its first letters.
        if octet >= 256 - 256 % GENERATED_ALPHABET.len() {
            continue;
        }
        if letters > 0 && letters % GENERATED_GROUP == 0 {
            text.push('-');
        }
        text.push(char::from(GENERATED_ALPHABET[octet % GENERATED_ALPHABET.len()]));
        letters += 1;
    }
    Secret::new(text)
}

impl Control {
    /// The hash and the keys of a new password of an account, and the password itself if it was made here.
    pub(super) async fn new_password(
        &self,
        password: NewPassword,
        account: &Account,
    ) -> Result<(String, ScramSet, Option<Secret>), Problem> {
        let (password, is_generated) = match password {
            NewPassword::Given(password) => (password, false),
            NewPassword::Generated => (generated_password(&*self.random), true),
        };
        let beside = beside_apps(&**self.directory.store(), &account.name).await?;
        let made = self.directory.passwords().hash(password.reveal(), &beside).await;
        let (hash, scram) = made.map_err(not_made)?;
        Ok((hash, scram, is_generated.then_some(password)))
    }
}

/// Why there is no hash and there are no keys, for whoever asked for them.
pub(super) fn not_made(error: PasswordError) -> Problem {
    match error {
        PasswordError::Length | PasswordError::Unusable => Problem::invalid(error.to_string()),
        PasswordError::Busy | PasswordError::Stopped => {
            Problem::new(ProblemCode::Unavailable, format!("{error}: try again"))
        }
    }
}

const GENERATED_LETTERS: usize = 20;
const GENERATED_GROUP: usize = 5;
/// No letters and digits that look alike: i, l, 1, o, 0.
const GENERATED_ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::made_up::Counting;

    #[test]
    fn generated_passwords_use_each_letter_alike() {
        let random = Counting::default();
        let mut counts = [0; 256];
        for _ in 0..GENERATED_ALPHABET.len() {
            let password = generated_password(&random);
            let groups: Vec<usize> = password.reveal().split('-').map(str::len).collect();
            assert_eq!(groups, [GENERATED_GROUP; 4]);
            for octet in password.reveal().bytes().filter(|octet| *octet != b'-') {
                counts[usize::from(octet)] += 1;
            }
        }
        // The made-up numbers go round and round, and what is left over of a round is thrown away.
        for letter in GENERATED_ALPHABET {
            assert_eq!(
                counts[usize::from(*letter)],
                GENERATED_LETTERS,
                "{}",
                char::from(*letter)
            );
        }
        assert_eq!(
            counts.iter().sum::<usize>(),
            GENERATED_LETTERS * GENERATED_ALPHABET.len()
        );
    }
}
