use std::collections::BTreeSet;

use super::kept::PAGE_OCTETS;
use super::*;

/// A disk with `/d`, for good.
fn disk() -> MadeUpDisk {
    let disk = MadeUpDisk::new(1);
    disk.create_dir(Path::new("/d")).unwrap();
    disk.sync_dir(Path::new("/")).unwrap();
    disk
}

/// Does steps with `/d/f`, and says how those of them failed that did. `put` writes at the start, `add` at the end,
/// `far` two pages behind; `dir` syncs the directory; `take` allocates, `link` gives it the name
/// `/d/g` too; `eio` and `full` break the call of so many from now.
fn play(disk: &MadeUpDisk, steps: &str) -> Vec<i32> {
    let path = Path::new("/d/f");
    let mut errors = Vec::new();
    for step in steps.split_whitespace() {
        let (what, with) = step.split_once('=').unwrap_or((step, ""));
        let file = || disk.open(path, Open::ReadWrite);
        let done = match what {
            "make" => disk.open(path, Open::CreateNew).map(drop),
            "put" => file().and_then(|file| file.write_at(with.as_bytes(), 0)),
            "add" => file().and_then(|file| file.write_at(with.as_bytes(), file.octets()?)),
            "far" => file().and_then(|file| file.write_at(with.as_bytes(), 8192)),
            "cut" => file().and_then(|file| file.truncate(with.parse().unwrap())),
            "sync" => file().and_then(|file| file.sync()),
            "dir" => disk.sync_dir(Path::new("/d")),
            "remove" => disk.remove(path),
            "eio" | "full" => {
                let fault = if what == "eio" { Fault::Io } else { Fault::Full };
                disk.fail_call(with.parse().unwrap(), fault);
                Ok(())
            }
            "take" => file().and_then(|file| file.allocate(with.parse().unwrap())),
            "link" => disk.link(path, Path::new("/d/g")),
            "size" => {
                disk.size(with.parse().unwrap());
                Ok(())
            }
            "no-room" | "room" => {
                disk.full(what == "no-room");
                Ok(())
            }
            "noop" => {
                disk.sync_is_noop(true);
                Ok(())
            }
            other => panic!("{other}"),
        };
        errors.extend(done.err().map(|error: io::Error| error.raw_os_error().unwrap()));
    }
    errors
}

/// The content of `/d/f` in quotes, zeros as dots, a page of them as a tilde; or `none`.
fn content(disk: &MadeUpDisk) -> String {
    let Ok(file) = disk.open(Path::new("/d/f"), Open::Read) else {
        return "none".to_owned();
    };
    let mut buffer = vec![0; file.octets().unwrap() as usize];
    assert_eq!(file.read_at(&mut buffer, 0).unwrap(), buffer.len());
    let text = String::from_utf8(buffer).unwrap().replace('\0', ".");
    format!(
        "'{}'",
        text.replace(&".".repeat(PAGE_OCTETS), "~")
            .replace(&".".repeat(PAGE_OCTETS - 2), "-")
    )
}

/// All that `/d/f` may be after a loss of power, sorted.
fn outcomes(steps: &str) -> String {
    let seen: BTreeSet<_> = (0..600)
        .map(|seed| {
            let disk = disk();
            play(&disk, steps);
            disk.power_loss(seed);
            content(&disk)
        })
        .collect();
    seen.into_iter().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_a_loss_of_power_leaves() {
    for (steps, expected) in [
        ("", "none"),
        ("make put=ab sync dir", "'ab'"),
        // A synced file under a name that is not.
        ("make put=ab sync", "'ab' none"),
        // The other way round. A size without its data reads as zeros.
        ("make dir put=ab", "'' '.' '..' 'a' 'a.' 'ab'"),
        ("make put=ab sync dir put=cd", "'ab' 'cb' 'cd'"),
        ("make put=ab sync dir cut=0", "'' 'ab'"),
        ("make put=ab sync dir cut=0 sync", "''"),
        ("make put=ab sync dir remove", "'ab' none"),
        ("make put=ab sync dir remove dir", "none"),
        // Another file of the same name.
        ("make put=ab sync dir remove make put=x sync", "'ab' 'x' none"),
        ("make put=ab sync dir remove make put=x sync dir", "'x'"),
        // What a failed sync lost stays lost, though the next one says that all is well. What came later is kept,
        // and with it what is in the same page.
        ("make dir put=ab eio=1 sync sync", "''"),
        ("make dir put=ab eio=1 sync far=c sync", "'~~c'"),
        ("make dir put=ab eio=1 sync far=c eio=1 sync add=d sync", "'~~cd'"),
        ("make dir put=ab eio=1 sync far=c put=x sync", "'xb~-c'"),
        ("make put=ab sync dir cut=1 eio=1 sync sync", "'a'"),
        // A directory's sync that failed promised nothing.
        ("make put=ab sync eio=1 dir", "'ab' none"),
        // A second name is as good as the first.
        ("make put=ab sync dir link", "'ab'"),
        ("make put=ab sync dir link dir remove dir", "none"),
        ("make dir take=2", "'' '.' '..'"),
        ("make dir take=2 sync", "'..'"),
        ("noop make put=a sync dir", "'' '.' 'a' none"),
    ] {
        assert_eq!(outcomes(steps), expected, "{steps}");
    }
}

#[test]
fn what_calls_say_and_show() {
    for (steps, errors, seen) in [
        ("make make", &[EEXIST][..], "''"),
        ("put=a remove", &[ENOENT, ENOENT], "none"),
        ("eio=1 make make", &[EIO], "''"),
        ("make full=2 put=ab sync sync", &[ENOSPC], "'ab'"),
        ("make put=ab eio=1 sync sync", &[EIO], "'ab'"),
        ("make put=ab eio=1 cut=0", &[EIO], "'ab'"),
        ("make put=ab eio=1 remove", &[EIO], "'ab'"),
        // On a full disk, what needs no more room still works.
        ("make put=ab no-room put=cd sync cut=1", &[], "'c'"),
        ("no-room make room make", &[ENOSPC], "''"),
        ("make no-room put=ab", &[ENOSPC], "''"),
        ("make no-room put=ab room put=ab", &[ENOSPC], "'ab'"),
        ("make put=ab no-room remove", &[], "none"),
        // A disk with a size: what is removed gives its room back.
        ("size=3 make put=ab add=c add=d", &[ENOSPC], "'abc'"),
        ("size=3 make put=ab remove make put=abc", &[], "'abc'"),
        ("size=3 make take=3 take=2 take=4", &[ENOSPC], "'...'"),
        ("size=3 make put=ab take=3", &[], "'ab.'"),
        ("make no-room take=1", &[ENOSPC], "''"),
        ("make eio=1 take=1 take=1", &[EIO], "'.'"),
        ("link make link link remove", &[ENOENT, EEXIST], "none"),
    ] {
        let disk = disk();
        assert_eq!(play(&disk, steps), errors, "{steps}");
        assert_eq!(content(&disk), seen, "{steps}");
    }
}

#[test]
fn a_failed_write_may_be_done_in_part() {
    let mut seen = BTreeSet::new();
    for seed in 0..50 {
        let disk = MadeUpDisk::new(seed);
        disk.create_dir(Path::new("/d")).unwrap();
        assert_eq!(play(&disk, "make eio=1 put=abc"), [EIO]);
        seen.insert(content(&disk));
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["''", "'a'", "'ab'", "'abc'"]);
}

#[test]
fn handles_die_with_the_power() {
    let disk = disk();
    play(&disk, "make put=ab sync dir");
    let file = disk.open(Path::new("/d/f"), Open::ReadWrite).unwrap();
    disk.power_loss(1);
    for error in [
        file.read_at(&mut [0; 1], 0).err(),
        file.write_at(b"x", 0).err(),
        file.truncate(0).err(),
        file.octets().err(),
        file.sync().err(),
    ] {
        assert_eq!(error.and_then(|error| error.raw_os_error()), Some(EIO));
    }
    assert_eq!(content(&disk), "'ab'");
}

#[test]
fn the_power_goes_at_a_call() {
    let disk = disk();
    disk.cut_power_at_call(3);
    // At the first sync.
    assert_eq!(play(&disk, "make put=ab sync sync dir"), [EIO, EIO, EIO]);
    assert!(disk.list(Path::new("/d")).is_err());
    disk.power_loss(1);
    assert!(disk.list(Path::new("/d")).is_ok());
    assert_eq!(disk.counts().eio, 0);
}

#[test]
fn directories_and_names() {
    let disk = disk();
    let (path, code) = (Path::new, |error: io::Error| error.raw_os_error().unwrap());
    play(&disk, "make");
    disk.create_dir(path("/d/b")).unwrap();
    disk.create_dir(path("d/a")).unwrap();
    assert_eq!(disk.list(path("/d")).unwrap(), ["a", "b", "f"]);
    assert_eq!(disk.list(path("/")).unwrap(), ["d"]);
    for (name, there) in [
        ("/", true),
        ("/d/a", true),
        ("d/../d/f", true),
        ("/d/c", false),
        ("/d/f/x", false),
    ] {
        assert_eq!(disk.exists(path(name)).unwrap(), there, "{name}");
    }
    for (done, error) in [
        (disk.create_dir(path("/d/a")), EEXIST),
        (disk.create_dir(path("/")), EEXIST),
        (disk.create_dir(path("/x/a")), ENOENT),
        (disk.remove(path("/d/a")), EISDIR),
        (disk.open(path("/d/a"), Open::Create).map(drop), EISDIR),
        (disk.open(path("/d/f/x"), Open::Create).map(drop), ENOTDIR),
        (disk.open(path("/d/f"), Open::Read).unwrap().write_at(b"x", 0), EBADF),
        (disk.sync_dir(path("/d/f")), ENOTDIR),
    ] {
        assert_eq!(done.map_err(code), Err(error));
    }
    let lines = disk.snapshot_paths();
    assert_eq!(lines[..3], ["/d/", "/d/a/, name not synced", "/d/b/, name not synced"]);
    assert_eq!(
        lines[3],
        "/d/f 0 octets, 0 on the disk, 0 changes not synced, name not synced"
    );
}

#[test]
fn two_names_are_one_file() {
    let disk = disk();
    play(&disk, "make put=ab sync dir link dir put=cd sync remove dir");
    disk.power_loss(1);
    let file = disk.open(Path::new("/d/g"), Open::Read).unwrap();
    let mut buffer = [0; 2];
    assert_eq!((file.read_at(&mut buffer, 0).unwrap(), &buffer), (2, b"cd"));
}

#[test]
fn room_is_what_is_left_of_the_size() {
    let disk = disk();
    let space = || disk.space(Path::new("/d")).unwrap();
    assert_eq!(space().free_octets, ENDLESS_OCTETS);
    play(&disk, "size=10 make put=abcd link");
    // Two names take room twice here; nobody's tests count that.
    assert_eq!((space().free_octets, space().total_octets), (2, 10));
    disk.full(true);
    assert_eq!((space().free_octets, space().total_octets), (0, 10));
    assert!(disk.space(Path::new("/x/y")).is_err());
}

#[test]
fn a_directory_is_lost_with_all_that_is_in_it() {
    let mut lost = 0;
    for seed in 0..100 {
        let disk = disk();
        disk.create_dir(Path::new("/d/e")).unwrap();
        drop(disk.open(Path::new("/d/e/f"), Open::Create).unwrap());
        disk.sync_dir(Path::new("/d/e")).unwrap();
        disk.power_loss(seed);
        let there = disk.exists(Path::new("/d/e")).unwrap();
        assert_eq!(disk.exists(Path::new("/d/e/f")).unwrap(), there);
        assert_eq!(disk.counts().lost_entries, u64::from(!there));
        lost += u64::from(!there);
    }
    assert!((20..80).contains(&lost), "{lost}");
}

#[test]
fn the_same_seed_breaks_the_same() {
    let run = |seed| {
        let disk = disk();
        play(&disk, "make dir");
        let file = disk.open(Path::new("/d/f"), Open::ReadWrite).unwrap();
        for at in 0..40 {
            file.write_at(&[b'a' + (at % 26) as u8; 700], at * 650).unwrap();
        }
        disk.power_loss(seed);
        (content(&disk), disk.counts())
    };
    let mut total = DiskCounts::default();
    let mut different = BTreeSet::new();
    for seed in 0..64 {
        let (content, counts) = run(seed);
        assert!((&content, counts) == (&run(seed).0, run(seed).1), "{seed}");
        different.insert(content);
        total += counts;
    }
    assert!(different.len() > 32);
    assert_eq!((total.writes, total.power_losses), (64 * 40, 64));
    assert!(total.lost_sectors > 0 && total.torn_tails > 0, "{total:?}");
}

#[test]
fn calls_are_counted() {
    let disk = disk();
    let before = disk.calls();
    // The last two are not: there is no such file.
    play(&disk, "make put=a sync dir cut=0 remove remove put=a");
    assert_eq!(disk.calls() - before, 6);
    play(&disk, "make");
    content(&disk);
    assert_eq!(disk.calls() - before, 7);
    disk.count_reads(true);
    disk.fail_call(1, Fault::Io);
    let file = disk.open(Path::new("/d/f"), Open::Read).unwrap();
    assert!(file.read_at(&mut [0; 1], 0).is_err());
    assert!(file.read_at(&mut [0; 1], 0).is_ok());
    disk.fail_call(1, Fault::Io);
    assert!(disk.list(Path::new("/d")).is_err());
    assert_eq!(disk.calls() - before, 10);
    let counts = disk.counts();
    assert_eq!(
        (counts.writes, counts.syncs, counts.dir_syncs, counts.eio),
        (1, 1, 2, 2)
    );
}
