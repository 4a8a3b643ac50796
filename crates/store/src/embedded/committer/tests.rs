use super::*;
use crate::SpaceRules;
use crate::embedded::small_disk::Small;
use mail::Timestamp;

fn request(
    purpose: Purpose,
    job: impl FnMut(&Connection, &mut Tally) -> Result<(), StoreError> + Send + 'static,
) -> Request {
    let (tell, _) = oneshot::channel();
    Request {
        purpose,
        directory: None,
        octets: 0,
        order: Box::new(Asked { job, made: None, tell }),
    }
}

/// What is tried: a database with one table, on a disk of its own with a ballast of 50 octets.
fn shared() -> (Shared, Arc<Small>) {
    let connection = Connection::open_in_memory().expect("a database");
    connection.execute_batch("CREATE TABLE t (n INTEGER)").expect("a table");
    let disk = Arc::new(Small {
        total: 1_000,
        used: Mutex::default(),
        ballast: Arc::default(),
    });
    let rules = SpaceRules {
        ballast_octets: 50,
        ..SpaceRules::default()
    };
    let reserve = Reserve::new(disk.clone(), "queue".into(), rules, Arc::new(|_| {}));
    reserve.open(false, Timestamp::from_micros(0));
    let shared = Shared {
        connection: Mutex::new(connection),
        waiting: Mutex::default(),
        disk: disk.clone(),
        latch: Latch::new(Arc::new(|_: &StoreError| {})),
        reserve: Arc::new(reserve),
    };
    (shared, disk)
}

/// Commits requests as one. Says who was refused and how many rows there are.
fn commit(shared: &Shared, requests: &mut [Request]) -> (Result<BTreeMap<usize, StoreError>, StoreError>, i64) {
    let connection = lock(&shared.connection);
    let (done, remains) = shared.commit(&connection, requests);
    assert!(!remains && connection.is_autocommit(), "nothing is left half done");
    let rows = connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0));
    (done.map(|done| done.refused), rows.expect("a count"))
}

/// Of requests: `i` writes a row, `d` writes one and meets a damaged one, `l` takes the transaction with it, as SQLite
/// does when it cannot read a page, `b` meets a disk that fails.
fn commit_beside_damage(requests: &str) -> (Result<Vec<usize>, StoreError>, i64) {
    let damaged = || StoreError::Damaged("a page".to_owned());
    let mut requests: Vec<Request> = requests
        .chars()
        .map(|what| {
            request(Purpose::Other, move |connection, _| {
                connection.execute("INSERT INTO t VALUES (1)", [])?;
                match what {
                    'd' => Err(damaged()),
                    'l' => {
                        connection.execute_batch("ROLLBACK")?;
                        Err(damaged())
                    }
                    'b' => Err(StoreError::Broken("the disk".to_owned())),
                    _ => Ok(()),
                }
            })
        })
        .collect();
    let (done, rows) = commit(&shared().0, &mut requests);
    (done.map(|refused| refused.into_keys().collect()), rows)
}

#[test]
fn what_cannot_be_read_fails_alone() {
    for (requests, refused, rows) in [
        ("ii", &[][..], 2),
        ("idi", &[1], 2),
        ("ili", &[1], 2),
        ("lidl", &[0, 2, 3], 1),
        ("illllllll", &[1, 2, 3, 4, 5, 6, 7, 8], 1),
    ] {
        assert_eq!(
            commit_beside_damage(requests),
            (Ok(refused.to_vec()), rows),
            "{requests}"
        );
    }
    for (requests, damaged) in [("ibi", false), ("ildb", false), ("illlllllll", true)] {
        let (failed, rows) = commit_beside_damage(requests);
        let error = failed.expect_err(requests);
        assert_eq!(matches!(error, StoreError::Damaged(_)), damaged, "{requests}: {error}");
        assert_eq!(rows, 0, "{requests}: nothing of it is committed");
    }
}

/// Requests on a disk that has no more room: `m` is new mail, `o` an order, and a digit is an order that finds room only at
/// its so many-th try, as SQLite does behind what is done about a full disk.
#[test]
fn new_mail_does_without_the_ballast() {
    for (requests, refused, rows, ballast) in [
        ("m", &[0][..], 0, Some(50)),
        ("mm", &[0, 1], 0, Some(50)),
        // The first try finds that there is no room, the second is without the mail.
        ("mo", &[0], 1, Some(50)),
        ("2m", &[1], 1, Some(50)),
        // Then the ballast goes, and then the log is written back.
        ("2", &[], 1, None),
        ("3", &[], 1, None),
        ("m2o", &[0], 2, None),
        ("4m", &[1], 1, None),
    ] {
        let (shared, disk) = shared();
        let full = Arc::new(Mutex::new(true));
        let mut all: Vec<Request> = requests
            .chars()
            .map(|what| {
                let (mut tries, full) = (0, full.clone());
                let purpose = if what == 'm' { Purpose::NewMail } else { Purpose::Other };
                request(purpose, move |connection, _| {
                    tries += 1;
                    connection.execute("INSERT INTO t VALUES (1)", [])?;
                    let finds_room = what.to_digit(10).map_or(what != 'm', |wanted| tries >= wanted);
                    if !finds_room && *lock(&full) {
                        return Err(StoreError::Full);
                    }
                    Ok(())
                })
            })
            .collect();
        let (done, found) = commit(&shared, &mut all);
        let done = done.expect(requests);
        assert!(done.values().all(|error| *error == StoreError::Full), "{requests}");
        assert_eq!(done.into_keys().collect::<Vec<_>>(), refused, "{requests}");
        assert_eq!((found, *lock(&disk.ballast)), (rows, ballast), "{requests}");
        // From now on nothing is written for mail, though it would find room, until somebody looked at the disk.
        *lock(&full) = false;
        let mail = |shared: &Shared| {
            let mail = request(Purpose::NewMail, |connection, _| {
                connection.execute("INSERT INTO t VALUES (1)", [])?;
                Ok(())
            });
            commit(shared, &mut [mail])
        };
        let refused = BTreeMap::from([(0, StoreError::Full)]);
        assert_eq!(mail(&shared), (Ok(refused), rows), "{requests}");
        shared.reserve.look(Timestamp::from_micros(10_000_000));
        assert_eq!(mail(&shared), (Ok(BTreeMap::new()), rows + 1), "{requests}");
    }
}

#[test]
fn an_order_that_finds_no_room_at_all_is_told() {
    let (shared, disk) = shared();
    let mut tries = 0;
    let counted = Arc::new(Mutex::new(0));
    let counts = counted.clone();
    let order = request(Purpose::Other, move |_, _| {
        tries += 1;
        *lock(&counts) = tries;
        Err(StoreError::Full)
    });
    assert_eq!(commit(&shared, &mut [order]), (Err(StoreError::Full), 0));
    assert_eq!(
        (*lock(&counted), *lock(&disk.ballast)),
        (3, None),
        "each remedy is tried once"
    );
}
