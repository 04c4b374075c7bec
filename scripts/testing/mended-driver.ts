import { mendLoadedDriver } from '../../db/driver-mend.ts'

// Tests that take the database away ask the driver that the product runs with.
mendLoadedDriver()
