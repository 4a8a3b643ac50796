-- The accounts of Gatepost in PostgreSQL 13 or later: a schema, a table, and a role that may read it.
--
--     createdb mail
--     psql --dbname=mail --file=accounts.sql
--
-- and in gatepost.toml:
--
--     [[source]]
--     kind = "postgres"
--     host = "/run/postgresql"
--     database = "mail"
--     user = "gatepost"
--
-- Over a Unix socket PostgreSQL knows the system's user of that name (`peer` in pg_hba.conf). Elsewhere the role needs a
-- password (`\password gatepost` in psql; `password_file`) and TLS (`tls = "starttls"`).
--
-- Run it once. If anything of it is there already, nothing is changed.

BEGIN;

CREATE SCHEMA gatepost;
COMMENT ON SCHEMA gatepost IS 'Who may send mail through Gatepost';

CREATE TABLE gatepost.account (
    -- The login name, as people type it or in lower case: usually the whole address. Where `auth.case` is "exact", the
    -- constraint account_name_form has to go.
    name text PRIMARY KEY
        CONSTRAINT account_name_length CHECK (octet_length(name) BETWEEN 1 AND 255)
        CONSTRAINT account_name_form CHECK (name = lower(name) AND name = btrim(name)),

    -- A hash, never the password itself: Argon2, bcrypt, yescrypt, sha512-crypt, sha256-crypt, or SCRAM-SHA-256 in the form
    -- that PostgreSQL has itself; Dovecot's {SCHEME} may stand in front. `mkpasswd --method=yescrypt` and
    -- `doveadm pw -s ARGON2ID` make some. NULL: no password is right.
    password text,

    -- Keys for SCRAM of the same password, as in SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey. NULL: there are none.
    scram_sha_256 text,
    scram_sha_1 text,

    enabled boolean NOT NULL DEFAULT true,

    -- Addresses (alice@example.com) and domains (example.com) that it may send as; * is any. Empty: what Gatepost's
    -- `submission.senders` says.
    senders text[] NOT NULL DEFAULT '{}'
        CONSTRAINT account_senders_whole CHECK (array_position(senders, NULL) IS NULL),

    -- From where it may log in. Empty: from everywhere.
    networks cidr[] NOT NULL DEFAULT '{}'
        CONSTRAINT account_networks_whole CHECK (array_position(networks, NULL) IS NULL),

    -- With which mechanisms it may log in, as in {PLAIN,SCRAM-SHA-256}. Empty: with all that there are.
    mechanisms text[] NOT NULL DEFAULT '{}'
        CONSTRAINT account_mechanisms_whole CHECK (array_position(mechanisms, NULL) IS NULL),

    -- From then on it may neither log in nor send. NULL: never.
    expires timestamptz,

    -- How much it may send. NULL: what Gatepost's [submission] says.
    messages_per_hour integer CONSTRAINT account_messages_per_hour CHECK (messages_per_hour >= 0),
    messages_per_day integer CONSTRAINT account_messages_per_day CHECK (messages_per_day >= 0),
    recipients_per_hour integer CONSTRAINT account_recipients_per_hour CHECK (recipients_per_hour >= 0),
    recipients_per_day integer CONSTRAINT account_recipients_per_day CHECK (recipients_per_day >= 0),

    -- Kept by the trigger below, whatever is written here. Sessions that logged in under another version end.
    version bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE gatepost.account IS 'Who may send mail through Gatepost; it reads this and writes nothing';

-- No number is ever used twice, not even for an account that is removed and made again.
CREATE SEQUENCE gatepost.account_version OWNED BY gatepost.account.version;

-- The version changes with the password, the state and the rights. Keys for SCRAM that are gained for the same password
-- change nothing; where there is no password they are the password.
CREATE FUNCTION gatepost.keep_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (NEW.name, NEW.password, NEW.enabled, NEW.senders, NEW.networks, NEW.mechanisms, NEW.expires,
             NEW.messages_per_hour, NEW.messages_per_day, NEW.recipients_per_hour, NEW.recipients_per_day)
            IS NOT DISTINCT FROM
            (OLD.name, OLD.password, OLD.enabled, OLD.senders, OLD.networks, OLD.mechanisms, OLD.expires,
             OLD.messages_per_hour, OLD.messages_per_day, OLD.recipients_per_hour, OLD.recipients_per_day)
        AND (NEW.password <> ''
             OR (NEW.scram_sha_256, NEW.scram_sha_1) IS NOT DISTINCT FROM (OLD.scram_sha_256, OLD.scram_sha_1))
    THEN
        NEW.version := OLD.version;
    ELSE
        NEW.version := nextval('gatepost.account_version');
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER account_version BEFORE INSERT OR UPDATE ON gatepost.account
    FOR EACH ROW EXECUTE FUNCTION gatepost.keep_version();

-- Gatepost keeps what it read for a while (`cache`), and listens on this channel to hear which account has changed.
-- Without a name: all of them.
CREATE FUNCTION gatepost.tell_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        PERFORM pg_notify('gatepost_account', '');
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM pg_notify('gatepost_account', OLD.name);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM pg_notify('gatepost_account', NEW.name);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER account_change AFTER INSERT OR UPDATE OR DELETE ON gatepost.account
    FOR EACH ROW EXECUTE FUNCTION gatepost.tell_change();
CREATE TRIGGER account_truncate AFTER TRUNCATE ON gatepost.account
    FOR EACH STATEMENT EXECUTE FUNCTION gatepost.tell_change();

-- Roles belong to all databases of the server: it may be there from another one.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'gatepost') THEN
        CREATE ROLE gatepost LOGIN;
    END IF;
END
$$;
GRANT USAGE ON SCHEMA gatepost TO gatepost;
GRANT SELECT ON gatepost.account TO gatepost;

COMMIT;
