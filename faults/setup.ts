import { mendLoadedDriver } from '@/db/driver-mend'

// The harness asks a database that is killed under it, as edges do.
mendLoadedDriver()
